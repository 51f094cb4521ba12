"""The pages of an organisation's people: roles, invitations, and taking one up."""

"""The pages of an organisation itself: founding it, its profile, its units and its history."""

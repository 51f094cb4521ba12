"""Keys of the API: the pages where people make and revoke theirs."""

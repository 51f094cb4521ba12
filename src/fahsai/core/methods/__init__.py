"""Published equations: one equation, one pure function; their parameters come in named packs."""

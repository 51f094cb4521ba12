"""The use cases, one verb a module: they take an actor and an organisation and return values."""

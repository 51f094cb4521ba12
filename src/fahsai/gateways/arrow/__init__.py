"""Messages in Arrow's own encoding, for gateways that send many readings at once."""

"""MQTT: the intake's subscriber, the publisher of gateways, and the broker between them."""

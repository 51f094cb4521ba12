"""How made-up readings are paced, sent and told of; used by the service that simulates only."""

"""What the API answers: one shape a noun, described once for code and for the OpenAPI document."""

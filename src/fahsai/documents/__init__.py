"""What we print: one folder a document, all of one shape."""

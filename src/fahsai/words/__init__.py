"""Every text for people, in Thai and English; code holds only the codes."""

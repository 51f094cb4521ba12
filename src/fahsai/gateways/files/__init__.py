"""Files that people hand in: what they are by their content, before anything is made of them."""

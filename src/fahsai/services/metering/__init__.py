"""Parts of the use cases that ask what meters measured; no face may import them."""

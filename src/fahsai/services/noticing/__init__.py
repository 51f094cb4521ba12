"""Parts of the use cases that tell of mistakes: what the rules of the core are given to look at."""

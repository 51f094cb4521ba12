"""Review points, and the sample that a reviewer draws."""

"""Pages of whoever manages the installation."""

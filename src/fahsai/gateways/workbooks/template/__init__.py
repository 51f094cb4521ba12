"""Our own template for activity data: its layout, writing it, reading it."""

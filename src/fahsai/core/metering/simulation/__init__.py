"""Made-up meters that send like real ones: the same seed says the same, at any minute."""

"""Buddhist-era dates, fiscal years and periods, Thai digits, provinces."""

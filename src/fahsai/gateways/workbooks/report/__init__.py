"""The workbook of all of a report but its activity data: sheets, writing, reading."""

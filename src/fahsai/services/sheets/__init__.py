"""The years of a workbook in one shape, and a workbook's own figures beside ours."""

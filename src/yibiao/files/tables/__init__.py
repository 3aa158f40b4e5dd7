"""Tables as files: one unit's table as workbook, Word document and PDF, and the city's overview workbook."""

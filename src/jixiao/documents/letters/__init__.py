"""Letter templates (.docx) that a bureau may edit in Word; workbooks/ has what makes the originals."""

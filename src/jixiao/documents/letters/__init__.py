"""Letter templates (.docx) that a bureau may edit in Word, and the script that makes the original."""

"""What is made public and what is told at the end of the year: public lists and forms, the annual report."""

"""Forms: what each standard form holds, one form one file, and how filled-in ones are found by their labels."""

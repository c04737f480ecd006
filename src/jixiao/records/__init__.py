"""Records: filled-in forms as typed, frozen values; each value knows its cell."""

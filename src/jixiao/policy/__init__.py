"""Policy (口径): the numbers that the law and the county set, dated, with 文号 and certainty."""

"""The rectification ledger (整改台账): notices, their items, replies, decisions, and every change with who and why."""

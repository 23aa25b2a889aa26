"""How fast is it, beside its last run and beside others; and what was tried before a choice."""

"""Values that understand what officials write: parse, compare, say in Vietnamese."""

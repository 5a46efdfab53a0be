"""How our documents lie in Xapian. With `xapian_engine`, the only modules that import it (GPL)."""

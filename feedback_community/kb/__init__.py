"""A versioned knowledge base in Wagtail, made from discussions. Optional."""

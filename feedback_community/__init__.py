"""A customer feedback community for a company's own Django and Wagtail site."""

__version__ = "0.1.0"

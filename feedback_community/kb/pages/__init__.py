"""The concrete page types. Left out by a site that subclasses the mixins of `kb.mixins` itself."""

"""The printed documents: frozen values in, PDF or SVG bytes out. No web framework, no models, no database."""

"""Forms: what is asked, and the shape of the answers. Rules about elections live in the services."""

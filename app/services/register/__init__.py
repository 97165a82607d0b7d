"""The register: assemblies, institutions, who introduced and who invited them."""

"""Which paper says what: values of the services in, values of the documents out."""

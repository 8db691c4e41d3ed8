"""The service over HTTP: one blueprint a resource, errors as problem+json, OpenAPI from the models."""

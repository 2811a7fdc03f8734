"""What goes in and comes out, as strict schemas; the OpenAPI document is made from them."""

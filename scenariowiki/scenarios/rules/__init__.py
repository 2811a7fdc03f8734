"""The wiki's rules, pure: states, template, content and evidence."""

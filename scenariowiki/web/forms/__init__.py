"""Forms: they check the shape of input and leave as frozen inputs."""

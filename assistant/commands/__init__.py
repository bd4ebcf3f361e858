"""The subcommands of `setpoint`, one a module."""

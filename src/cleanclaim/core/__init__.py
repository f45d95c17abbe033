"""The ground floor: values that every room shares. Standard library only, no input or output."""

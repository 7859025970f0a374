"""RFID readers that type like a keyboard: what a card's keystrokes mean. Opening the device is the runtime's."""

/** An application as its users write it, and its tests: those of docs/testing.md. */
@NullMarked
package com.example.chat;

import org.jspecify.annotations.NullMarked;

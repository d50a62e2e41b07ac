/** An application as its author would write it. */
@org.jspecify.annotations.NullMarked
package com.example.websocketdemo;

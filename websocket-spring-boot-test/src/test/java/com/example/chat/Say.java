package com.example.chat;

record Say(String from, String text) {}

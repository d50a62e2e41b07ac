package com.example.chat;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class ChatApplication {}

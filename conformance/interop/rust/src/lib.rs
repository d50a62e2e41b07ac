//! What both Rust clients need: the cases' data, and the lines that ../run reads.

use std::future::Future;
use std::time::Duration;

pub const TEXT: &str = "Grüße, 世界, 🌊";
pub const OWN_ORIGIN: &str = "https://own.example";
pub const WELCOME: &str = "欢迎连接到Spring Boot WebSocket服务器!";
pub const RECEIVED: &str = "服务器已收到您的消息: ";
pub const CLOSES: [(u16, &str); 3] = [(1000, "bye"), (3000, "三千"), (4999, "the last of all")];

/// The server's host and port.
pub fn server() -> String {
    std::env::args().nth(1).expect("the server's host:port")
}

pub fn binary() -> Vec<u8> {
    (0..=255).collect()
}

pub fn large_text() -> String {
    "🌊 waves".repeat(1024 * 1024) // ten bytes each
}

/// 10 MiB without a pattern that could hide a piece in the wrong place.
pub fn large_binary() -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    })
    .take(10 * 1024 * 1024)
    .collect()
}

/// Runs a case, for a minute at most, and prints how it ended.
pub async fn case<F>(name: &str, run: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let failure = match tokio::time::timeout(Duration::from_secs(60), tokio::spawn(run)).await {
        Ok(Ok(())) => None,
        Ok(Err(panicked)) => Some(match panicked.into_panic().downcast::<String>() {
            Ok(message) => message.chars().take(200).collect::<String>().replace('\n', " "),
            Err(_) => "see the panic's message".to_string(),
        }),
        Err(_) => Some("no end within a minute".to_string()),
    };
    match failure {
        None => println!("ok {name}"),
        Some(why) => println!("FAILED {name}: {why}"),
    }
}

/// Says what a client cannot do.
pub fn lacks(name: &str) {
    println!("lacks {name}");
}

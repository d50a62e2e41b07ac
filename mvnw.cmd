@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties names; installs it first where it is missing.
rem Needs a JDK and nothing else.
setlocal
set "wrapper=%~dp0.mvn\wrapper"
for /f "usebackq tokens=1,2 delims==" %%a in ("%wrapper%\maven-wrapper.properties") do set "wrapper_%%a=%%b"
for /f "tokens=3 delims=:" %%v in ("%wrapper_distribution%") do set "version=%%v"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "home=%MAVEN_USER_HOME%\wrapper\dists\apache-maven-%version%-%wrapper_sha512:~0,12%"

if exist "%home%\bin\mvn.cmd" goto run
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" %MAVEN_OPTS% "%wrapper%\InstallMaven.java" "%wrapper_distribution%" "%wrapper_sha512%" "%home%" 1>&2 || exit /b 1

:run
endlocal & "%home%\bin\mvn.cmd" %*

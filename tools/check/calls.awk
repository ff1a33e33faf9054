# Calls that are not made: no safe use (strcpy), a shell (system), guessable (rand,
# mktemp), or a stack overflow (alloca). The portal and what it links starts no program.
BEGIN {
	before = "(^|[^A-Za-z0-9_])("
	after = ")[ \t]*[(]"
	banned = "system popen strcpy strcat sprintf vsprintf gets strtok mktemp tempnam tmpnam rand srand " \
	         "random alloca asctime ctime gmtime localtime"
	spawning = "execl execlp execle execv execvp execve execvpe fexecve execveat posix_spawn posix_spawnp"
	gsub(/ /, "|", banned)
	gsub(/ /, "|", spawning)
}

{
	c_line($0)
	if (match(code, before banned after))
		complain("banned call" substr(code, RSTART, RLENGTH) "…): lib/base has a safe one")
	if (FILENAME ~ /(^|\/)(cgi-bin|lib\/api)\// && match(code, before spawning after))
		complain("the portal starts no program:" substr(code, RSTART, RLENGTH) "…)")
}

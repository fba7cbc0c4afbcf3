# Prints what zsh offers for a line that is being typed. Arguments: the script of completion, the line, a file to write.
zmodload zsh/zpty
zpty shell zsh -f -i
setup="
PROMPT= RPROMPT=
unsetopt zle_bracketed_paste
autoload -Uz compinit && compinit -u -D
source ${(q)1}
compadd() {
  local -a offered
  builtin compadd -O offered \"\$@\"
  (( \$#offered )) && print -rl -- offered:\${^offered}
  builtin compadd \"\$@\"
}
finish() { print -r -- 'that is all'; exit }
comppostfuncs=(finish)
zle -C ask complete-word _main_complete
bindkey '^I' ask
print -r -- ready
"
print -r -- "$setup" > "$3"
zpty -w shell "source ${(q)3}"
while zpty -r shell line; do [[ $line == *ready* && $line != *print* ]] && break; done
zpty -w -n shell "$2"$'\t'
while zpty -r shell line; do
  line=${line//$'\r'/}
  [[ $line == *"that is all"* ]] && break
  [[ $line == *offered:* ]] && print -r -- ${${line##*offered:}%%$'\n'*}
done
zpty -d shell
